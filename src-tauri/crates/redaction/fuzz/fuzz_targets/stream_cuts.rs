#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| redaction_fuzz::stream_cuts(data));
