spoke_fuzz_target(credentials ROOMS access)
