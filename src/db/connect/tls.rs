//! How far the certificate of a database server is believed.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::target::Verification;
use crate::foundation::error::{Error, Result};

/// Builds the TLS side of a connection. `roots` is a PEM file of certificates
/// to trust; none means the public ones.
pub(super) fn connector(
    verification: Verification,
    roots: Option<&Path>,
) -> Result<MakeRustlsConnect> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Arc::new(Verifier {
        verification,
        provider: Arc::clone(&provider),
        chain: match verification {
            Verification::None => None,
            Verification::Chain | Verification::Full => {
                Some(Chain::new(roots, Arc::clone(&provider))?)
            }
        },
    });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// The trusted roots, and how a certificate leads to them.
#[derive(Debug)]
struct Chain {
    verifier: Arc<WebPkiServerVerifier>,
    /// The certificates of the operator's file. A server may present one of
    /// them itself: most self-signed set-ups do, and web rules refuse it.
    pinned: Vec<CertificateDer<'static>>,
}

impl Chain {
    fn new(file: Option<&Path>, provider: Arc<CryptoProvider>) -> Result<Self> {
        let mut roots = RootCertStore::empty();
        let pinned = file.map(read).transpose()?.unwrap_or_default();
        for certificate in &pinned {
            roots.add(certificate.clone()).map_err(|error| {
                Error::invalid("A certificate in the file of 'sslrootcert' cannot be used.")
                    .because(error)
            })?;
        }
        if file.is_none() {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .map_err(Error::internal)?;
        Ok(Self { verifier, pinned })
    }
}

fn read(file: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let unreadable = |error| {
        let file = file.display();
        Error::invalid(format!("The file {file} of 'sslrootcert' cannot be read.")).because(error)
    };
    let certificates = CertificateDer::pem_file_iter(file)
        .map_err(unreadable)?
        .collect::<Result<Vec<_>, _>>()
        .map_err(unreadable)?;
    if certificates.is_empty() {
        let file = file.display();
        let message = format!("The file {file} of 'sslrootcert' contains no certificate (PEM).");
        return Err(Error::invalid(message));
    }
    Ok(certificates)
}

/// Checks as much as the `sslmode` asks for; the handshake's own signatures always.
#[derive(Debug)]
struct Verifier {
    verification: Verification,
    provider: Arc<CryptoProvider>,
    chain: Option<Chain>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(chain) = &self.chain else {
            return Ok(ServerCertVerified::assertion());
        };
        if chain
            .pinned
            .iter()
            .any(|pinned| pinned.as_ref() == end_entity.as_ref())
        {
            if self.verification == Verification::Full {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            }
            return Ok(ServerCertVerified::assertion());
        }
        let checked =
            chain
                .verifier
                .verify_server_cert(end_entity, intermediates, server_name, ocsp, now);
        match checked {
            // The name is checked last, after the whole chain.
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if self.verification == Verification::Chain => Ok(ServerCertVerified::assertion()),
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
