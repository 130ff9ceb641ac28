spoke_fuzz_target(archive_source ROOMS archive)
