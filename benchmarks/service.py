"""Two programs for waits.py: the project's service and a minimal one, each asked in its own process.

Both run in a fresh project whose pipeline has run. They are asked as a server would ask them, without a
network between, and print what the requests took.
"""

ROW = {
    "island": "Biscoe",
    "bill_length_mm": 50.0,
    "bill_depth_mm": 15.2,
    "flipper_length_mm": 220.0,
    "body_mass_g": 5400.0,
    "sex": "male",
}
ASK = f"""
import asyncio, json, resource, time

BODY = json.dumps({ROW!r}).encode()
SCOPE = {{
    "type": "http", "asgi": {{"version": "3.0"}}, "http_version": "1.1", "method": "POST", "scheme": "http",
    "path": "/predict", "raw_path": b"/predict", "query_string": b"", "root_path": "",
    "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())],
    "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
}}

async def once():
    told = []
    async def receive():
        return {{"type": "http.request", "body": BODY, "more_body": False}}
    async def send(message):
        told.append(message)
    await app(dict(SCOPE), receive, send)
    assert told[0]["status"] == 200, told
    return json.loads(told[1]["body"])

async def many(count):
    for _ in range(count):
        await once()

def main():
    asyncio.run(many(50))
    cpu, wall = time.process_time(), time.monotonic()
    asyncio.run(many(500))
    found = {{"cpu": time.process_time() - cpu, "seconds": time.monotonic() - wall}}
    print(json.dumps(found | {{"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}}))

main()
"""
SERVED = f"""
import json
from pathlib import Path
from project.serving.app import create_app

app = create_app()
{ASK}
"""
MINIMAL = f"""
import joblib
import pandas as pd
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
model = joblib.load("models/penguins/model.joblib")


class Penguin(BaseModel):
    island: str
    bill_length_mm: float
    bill_depth_mm: float
    flipper_length_mm: float
    body_mass_g: float
    sex: str


@app.post("/predict")
def predict(row: Penguin):
    table = pd.DataFrame([row.model_dump()])
    chances = model.predict_proba(table)[0].tolist()
    return {{"prediction": model.predict(table)[0], "probabilities": dict(zip(model.classes_, chances))}}

{ASK}
"""
