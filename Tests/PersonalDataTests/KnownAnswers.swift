/// Computed with Python's cryptography, which `Peers/sealing_peer.py` runs live where it is present.
enum KnownAnswers {
    /// Ciphertext and tag of `known` under the key 0…31 and the nonce 0…11.
    static let sealedKnown = "LGy5bKs.bVNkAMRzn3pqHk4mE0HShA"
}
