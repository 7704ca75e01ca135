"""Asks a running llama-server, with pictures and sound in the form of the OpenAI API."""
import base64
import io
import json
import re
import urllib.request
import wave

MAX_TOKENS = 300


def data_url(im):
    b = io.BytesIO()
    im.save(b, "PNG")
    return "data:image/png;base64," + base64.b64encode(b.getvalue()).decode()


def wav(x):
    """int16 samples at 16 kHz as the bytes of a WAV file."""
    b = io.BytesIO()
    with wave.open(b, "wb") as w:
        w.setnchannels(1)
        w.setsampwidth(2)
        w.setframerate(16000)
        w.writeframes(x.astype("<i2").tobytes())
    return b.getvalue()


def api_parts(content):
    if isinstance(content, str):
        return content
    out = []
    for kind, v, *_ in content:
        if kind == "text":
            out.append({"type": "text", "text": v})
        elif kind == "image":
            out.append({"type": "image_url", "image_url": {"url": data_url(v)}})
        else:
            out.append({"type": "input_audio", "input_audio": {"data": base64.b64encode(wav(v)).decode(), "format": "wav"}})
    return out


def messages(conv):
    system = [{"role": "system", "content": conv["system"]}] if conv["system"] else []
    return system + [{"role": "assistant" if r == "model" else r, "content": api_parts(p)} for r, p in conv["turns"]]


def post(url, body):
    req = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(req, timeout=120) as r:
        return json.load(r)


class Server:
    """Greedy answers of one server; counts answers, loops and tokens per second."""

    def __init__(self, url):
        self.url, self.answers, self.loops, self.tokens, self.ms = url, 0, 0, 0, 0.0

    def ask(self, conv, schema=None):
        body = {"messages": messages(conv), "temperature": 0, "max_tokens": MAX_TOKENS, "chat_template_kwargs": {"enable_thinking": False}}
        if schema:
            body["response_format"] = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
        r = post(self.url + "/v1/chat/completions", body)
        choice, t = r["choices"][0], r.get("timings", {})
        text = choice["message"]["content"].strip()
        self.answers += 1
        self.loops += choice["finish_reason"] == "length" or repeats(text)
        self.tokens += t.get("predicted_n", 0)
        self.ms += t.get("predicted_ms", 0)
        return text


def repeats(text):
    """The same eight words three times."""
    words = text.split()
    grams = [tuple(words[i:i + 8]) for i in range(len(words) - 7)]
    return any(grams.count(g) >= 3 for g in set(grams))


def parse_json(text):
    """The JSON value of an answer, fenced or not; {} if it is none."""
    m = re.fullmatch(r"```json\n(.*)\n```", text, re.S)
    try:
        value = json.loads(m[1] if m else text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
