spoke_fuzz_target(archive_zip ROOMS archive)
