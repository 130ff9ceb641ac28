spoke_fuzz_target(http_target ROOMS http)
