spoke_fuzz_target(channel_frames ROOMS base)
