spoke_fuzz_target(simple_json ROOMS simple)
