spoke_fuzz_target(simple_accept ROOMS simple)
