spoke_fuzz_target(crypto_envelope ROOMS crypto)
