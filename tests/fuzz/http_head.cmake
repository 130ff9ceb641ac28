spoke_fuzz_target(http_head ROOMS http)
