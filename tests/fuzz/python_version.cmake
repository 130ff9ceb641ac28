spoke_fuzz_target(python_version ROOMS python)
