spoke_fuzz_target(simple_html ROOMS simple)
