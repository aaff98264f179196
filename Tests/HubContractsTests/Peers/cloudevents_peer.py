"""Reads CloudEvents with the CNCF's Python library and writes them again.

Structured mode over Kafka is left out: the library puts the payload's content type where the specification asks for
application/cloudevents+json.

Standard input has one JSON object a line: {"mode": ..., "headers": {...}, "key": ..., "body": base64}. Standard output
has one array a line, of such objects, or an object with "error".
"""

import base64
import json
import sys

from cloudevents import kafka
from cloudevents.http import from_http, to_binary, to_structured


def written(data):
    return data if isinstance(data, (bytes, str)) else json.dumps(data).encode()


def read(message):
    body = base64.b64decode(message["body"])
    if message["mode"] == "kafka-binary":
        headers = {name: value.encode() for name, value in message["headers"].items()}
        return kafka.from_binary(kafka.KafkaMessage(headers, message.get("key"), body), data_unmarshaller=json.loads)
    return from_http(message["headers"], body)


def answer(mode, headers, body, key=None):
    body = body.encode() if isinstance(body, str) else body
    headers = {name: value.decode() if isinstance(value, bytes) else value for name, value in headers.items()}
    key = key.decode() if isinstance(key, bytes) else key
    return {"mode": mode, "headers": headers, "key": key, "body": base64.b64encode(body).decode()}


for line in sys.stdin:
    try:
        event = read(json.loads(line))
        binary = to_binary(event, data_marshaller=written)
        structured = to_structured(event)
        record = kafka.to_binary(event, data_marshaller=written)
        answers = [
            answer("http-binary", *binary),
            answer("http-structured", *structured),
            answer("kafka-binary", record.headers, record.value, record.key),
        ]
        print(json.dumps(answers), flush=True)
    except Exception as error:  # noqa: BLE001 - every fault goes to the test that asked
        print(json.dumps({"error": repr(error)}), flush=True)
