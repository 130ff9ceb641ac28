spoke_fuzz_target(python_metadata ROOMS python)
