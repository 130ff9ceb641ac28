spoke_fuzz_target(python_record ROOMS python)
