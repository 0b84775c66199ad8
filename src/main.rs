//! The `ossm` executable: prepares TLS and the runtime, then hands the command
//! line to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Fails only if a provider is installed already, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime.block_on(ossm::cli::run(std::env::args_os())),
        Err(error) => {
            eprintln!("ossm cannot start its threads: {error}.");
            ExitCode::FAILURE
        }
    }
}
