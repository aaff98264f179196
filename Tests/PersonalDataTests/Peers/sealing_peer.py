"""Opens and seals JWE, and opens and seals HPKE, with Python's cryptography: one JSON question a line, one answer."""

import base64
import hashlib
import hmac
import json
import os
import sys

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def data(value):
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))


def jwe_open(key, sealed):
    header, encrypted_key, nonce, ciphertext, tag = sealed.split(".")
    assert encrypted_key == "" and json.loads(data(header))["alg"] == "dir"
    return AESGCM(key).decrypt(data(nonce), data(ciphertext) + data(tag), header.encode())


def jwe_seal(key, header, content):
    header = text(header)
    nonce = os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, content, header.encode())
    return ".".join([header, "", text(nonce), text(sealed[:-16]), text(sealed[-16:])])


KEM = b"KEM" + (0x0020).to_bytes(2, "big")
HPKE = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x0020, 0x0001, 0x0003))


def extract(suite, salt, label, key):
    return hmac.new(salt or bytes(32), b"HPKE-v1" + suite + label + key, hashlib.sha256).digest()


def expand(suite, key, label, info, length):
    info = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    output = block = b""
    counter = 1
    while len(output) < length:
        block = hmac.new(key, block + info + bytes([counter]), hashlib.sha256).digest()
        output += block
        counter += 1
    return output[:length]


def schedule(shared, encapsulated, public, info):
    secret = expand(KEM, extract(KEM, b"", b"eae_prk", shared), b"shared_secret", encapsulated + public, 32)
    context = b"\x00" + extract(HPKE, b"", b"psk_id_hash", b"") + extract(HPKE, b"", b"info_hash", info)
    key = extract(HPKE, secret, b"secret", b"")
    return expand(HPKE, key, b"key", context, 32), expand(HPKE, key, b"base_nonce", context, 12)


def raw(public):
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def hpke_open(private, sealed, info, place):
    private = X25519PrivateKey.from_private_bytes(private)
    encapsulated = sealed[:32]
    shared = private.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    key, nonce = schedule(shared, encapsulated, raw(private.public_key()), info)
    return ChaCha20Poly1305(key).decrypt(nonce, sealed[32:], place)


def hpke_seal(public, content, info, place):
    ephemeral = X25519PrivateKey.generate()
    encapsulated = raw(ephemeral.public_key())
    key, nonce = schedule(ephemeral.exchange(X25519PublicKey.from_public_bytes(public)), encapsulated, public, info)
    return encapsulated + ChaCha20Poly1305(key).encrypt(nonce, content, place)


for line in sys.stdin:
    question = json.loads(line)
    values = {name: data(value) for name, value in question.items() if name not in ("ask", "sealed")}
    if question["ask"] == "open-jwe":
        answer = text(jwe_open(values["key"], question["sealed"]))
    elif question["ask"] == "seal-jwe":
        answer = jwe_seal(values["key"], values["header"], values["content"])
    elif question["ask"] == "open-hpke":
        answer = text(hpke_open(values["key"], data(question["sealed"]), values["info"], values["place"]))
    else:
        answer = text(hpke_seal(values["key"], values["content"], values["info"], values["place"]))
    print(answer, flush=True)
