"""The same job with OpenAI's own SDK and 16 threads, as a researcher would write it. Prints seconds and answers."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from openai import OpenAI

client = OpenAI(base_url=sys.argv[1], api_key="sk-benchmark", max_retries=10)
threads = int(sys.argv[2])
prompts = json.load(open("prompts.json", encoding="utf-8"))
inputs = []
for name in sorted(os.listdir("records")):
    record = open(os.path.join("records", name), encoding="utf-8").read()
    inputs += [f"{prompt} \n {record}" for prompt in prompts]


def ask(text):
    # The SDK gives up at once when an answer is not JSON; nobody would leave it at that.
    for _ in range(10):
        try:
            reply = client.chat.completions.create(
                model="model-a", messages=[{"role": "user", "content": text}], max_tokens=2000
            )
            return reply.choices[0].message.content
        except Exception:
            continue
    return None


start = time.monotonic()
with ThreadPoolExecutor(threads) as pool:
    answers = list(pool.map(ask, inputs))
print(json.dumps({"seconds": time.monotonic() - start, "answered": sum(answer is not None for answer in answers)}))
