"""Times jsonschema-rs on the documents it is handed, and answers microseconds for all of them together."""

import json
import sys
import time

import jsonschema_rs
import orjson

work = json.load(sys.stdin)
registry = jsonschema_rs.Registry([(item["id"], item["schema"]) for item in work["schemas"]])
schemas = {item["id"]: item["schema"] for item in work["schemas"]}
subjects = [
    (
        jsonschema_rs.Draft202012Validator(schemas[item["schema"]], registry=registry, validate_formats=True).is_valid,
        item["document"].encode(),
    )
    for item in work["subjects"]
]
parsed = [(is_valid, orjson.loads(document)) for is_valid, document in subjects]


def read_and_validate():
    for is_valid, document in subjects:
        if not is_valid(orjson.loads(document)):
            sys.exit("an example is valid")


def validate():
    for is_valid, document in parsed:
        if not is_valid(document):
            sys.exit("an example is valid")


def best(operation):
    calls = 1
    times = []
    while len(times) < work["rounds"]:
        start = time.perf_counter()
        for _ in range(calls):
            operation()
        elapsed = time.perf_counter() - start
        if elapsed < 0.05:
            calls *= 2
            continue
        times.append(elapsed * 1e6 / calls)
    return min(times)


print(json.dumps({"readAndValidate": best(read_and_validate), "validate": best(validate)}))
