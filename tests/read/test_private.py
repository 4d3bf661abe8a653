"""Files that may hold secrets, told by their names."""

import pytest

from migrate.read.private import may_hold_secrets

DATA = """
    data.csv churn.parquet notes.txt model.pkl config.yaml settings.json keyboard.csv monkey.txt
    secretary_problem.csv secret_santa.csv tokens.csv tokenizer.json keys.csv environment.yml .env.example
    .env.template public_key_sizes.csv data/env/a.csv passengers.csv passes.csv key_figures.xlsx
    word_tokens.json access_log.txt secretome.txt .gitignore
"""
SECRETS = """
    .env config/.env .env.local .env.production prod.env .envrc .netrc id_rsa id_ed25519 server.pem tls.key
    secrets.json secret.json secrets.yaml my-secrets.json client_secret_123.json client_secrets.json
    credentials.json aws_credentials credentials.csv google-credentials.txt kaggle.json rootkey.csv
    accessKeys.csv me_accessKeys.csv passwords.txt passwords.csv api_key.txt api_keys.py secrets.py
    service_account.json service-account.json token.json token.pickle .aws/config .ssh/known_hosts .pgpass
    SECRETS.JSON Secrets.toml .streamlit/secrets.toml store.p12
"""


@pytest.mark.parametrize("path", DATA.split())
def test_data_may_be_copied(path: str) -> None:
    assert not may_hold_secrets(path)


@pytest.mark.parametrize("path", SECRETS.split())
def test_what_may_hold_secrets_is_not_copied(path: str) -> None:
    assert may_hold_secrets(path)
