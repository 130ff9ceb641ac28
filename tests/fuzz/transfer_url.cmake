spoke_fuzz_target(transfer_url ROOMS transfer)
