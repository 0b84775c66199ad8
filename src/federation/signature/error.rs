//! Every reason to refuse a signature, with what the sender is told.

/// Why a request's signature is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// There is no signature.
    #[error("The request is not signed.")]
    NotSigned,
    /// The signature headers do not follow their grammar.
    #[error("The signature headers cannot be read: {0}.")]
    Malformed(&'static str),
    /// An algorithm or component that this server does not know.
    #[error("The signature uses something that is not supported here: {0}.")]
    Unsupported(String),
    /// Something that has to be signed is not.
    #[error("The signature does not cover {0}.")]
    NotCovered(&'static str),
    /// The signature names a header that the request does not have.
    #[error("The signature covers a header that is not there: {0}.")]
    MissingHeader(String),
    /// The request was meant for another host.
    #[error("The request is for another host.")]
    WrongHost,
    /// The body comes without a SHA-256 or SHA-512 digest.
    #[error("The request has no SHA-256 or SHA-512 digest of its body.")]
    NoDigest,
    /// The digest is that of another body.
    #[error("The digest does not match the body.")]
    WrongDigest,
    /// The signature was made too long ago, or says that it has expired.
    #[error("The signature has expired.")]
    Expired,
    /// The signature was made in the future.
    #[error("The signature is from the future. Check the clocks.")]
    FromTheFuture,
    /// Nobody says that they own the key, or it is gone.
    #[error("The key of the signature is not known: {0}.")]
    UnknownKey(String),
    /// The key could not be fetched for the moment.
    #[error("The key of the signature could not be fetched. Try again later.")]
    KeyUnavailable,
    /// The key is there and did not sign this.
    #[error("The signature does not match the request and the key.")]
    Wrong,
}
