spoke_fuzz_target(factory_elf ROOMS factory)
