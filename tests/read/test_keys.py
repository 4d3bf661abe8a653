"""Keys in texts: first what looks like one and isn't."""

import pytest

from migrate.read.keys import keys_in


def made(*parts: str) -> str:
    """A key that no scanner takes for a real one where this file lies."""
    return "".join(parts)


AWS = made("AKIA", "QX7T2LMV", "N4RD9WZK")
HEX = made("9f86d081", "884c7d65", "9a2feaa0", "c55ad015")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "df = pd.read_csv('data.csv')",
        "password = os.environ['PASSWORD']",
        "password = getpass()",
        'password = ""',
        'password = "your_password_123"',
        'api_key = "YOUR-API-KEY-HERE-1234567"',
        'api_key = "<paste the key 12345678>"',
        'api_key = "xxxxxxxxxxxxxxxx1234"',
        'api_key = f"{key}"',
        "token = 'token'",
        "sep_token='[SEP]', pad_token='<|endoftext|>'",
        'tokenizer = AutoTokenizer.from_pretrained("distilbert-base-uncased-finetuned-sst-2-english")',
        'token = "distilbert-base-uncased-finetuned-sst-2-english"',
        "token_pattern = r'(?u)\\b\\w+\\b'",
        "sort_key = 'customer_id_2024_long_name'",
        "df.groupby(key='a1b2c3')",
        'secret = "santa"',
        "passengers = '12345678'",
        "password == 'hunter2hunter2'",
        "https://user:password@localhost:5432/db",
        "postgresql://{user}:{password}@{host}/db",
        "sk-learn-contrib-is-no-key",
        "the text AKIA and more",
        "sha256 = '" + HEX + HEX + "'",
        "commit: " + HEX,
        "eyJhbGciOi",
        "%env CUDA_VISIBLE_DEVICES=0",
        "%env KERAS_BACKEND=tensorflow",
        "print('the password: correct')",
    ],
)
def test_what_is_no_key_is_not_told(text: str) -> None:
    assert keys_in(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"key = '{AWS}'", "an AWS access key"),
        (f"print('{AWS}')\n{AWS}", "an AWS access key"),
        (made("ghp_", "a1B2" * 9), "a GitHub token"),
        (made("xoxb-", "123456789012-abcdef"), "a Slack token"),
        (made("AIza", "Sy" * 17, "Q"), "a Google API key"),
        (made("sk-", "aB3d" * 12), "an OpenAI key"),
        (made("sk-proj-", "aB3d_" * 8), "an OpenAI key"),
        (made("sk-ant-", "api03-", "aB3d" * 8), "an Anthropic key"),
        (made("hf_", "aBcD" * 9), "a Hugging Face token"),
        (made("sk_live_", "a1B2" * 6), "a Stripe key"),
        ("-----BEGIN " + "RSA PRIVATE KEY-----\nMIIE", "a private key"),
        ("-----BEGIN " + "PRIVATE KEY-----", "a private key"),
        ("postgres://bob:" + "s3cr3tpw" + "@db.corp/x", "a password in an address"),
        ("conn = connect(password='" + "tr0ub4dor&3" + "')", "a password"),
        ('{"password": "' + "tr0ub4dor3" + '"}', "a password"),
        (f"api_key = '{HEX}'", "a key or token"),
        (f'os.environ["MY_API_KEY"] = "{HEX}"', "a key or token"),
        (f'headers = {{"X-Auth-Token": "{HEX}"}}', "a key or token"),
        (f"%env OPENAI_KEY={HEX}", "a key or token"),
        (f"!export TOKEN={HEX}", "a key or token"),
        ("token = '" + "aB3dEf6hIj9kLm2n" + "'", "a key or token"),
    ],
)
def test_a_key_is_told_by_its_kind(text: str, kind: str) -> None:
    assert keys_in(text) == (kind,)
