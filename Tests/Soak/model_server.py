"""A scripted model on loopback: it answers most requests with what their schema asks for, and fails the others in each way
that a server can fail."""

import http.server
import json
import random
import re
import socket
import struct
import threading
import time

FAULTS = ["error", "limit", "reset", "cut", "garbage", "page", "empty", "prose", "other", "huge", "slow", "hang"]
# How long a request without an answer is held, in seconds: an evolution is to go on after it within the soak.
HANG = 3


def least(schema):
    """The least value that a JSON schema allows."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {name: least(schema["properties"][name]) for name in schema.get("required", [])}
    return {"array": [], "integer": 0, "number": 0, "boolean": False}.get(kind, "none")


def report(prompt):
    """A report with one lesson about the first failed step that the prompt shows, if there is one."""
    step = re.search(r"(?m)^\[(\d+)\] \w[^\n]*:(?:\n(?!\[\d+\] )[^\n]*)*?\nresult error[^\n]*:\n([^\n]{12,80})", prompt)
    if step is None:
        return {"lessons": []}
    subject = re.sub(r"[^A-Za-z ]+", " ", step[2]).split()
    return {"lessons": [{
        "title": "Read the message before the next try", "when": f"a command stops with {' '.join(subject[:4])}",
        "do": "read what the message names, and change that alone", "check": "the same command ends without it",
        "why": "the message names the cause", "section": "When a command fails", "kind": "failure",
        "quotes": [{"step": int(step[1]), "text": step[2]}], "cause": "unverified", "suggestion": "",
    }]}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def send(self, status, data, kind="application/json", headers=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def answer(self, message, finish="stop"):
        self.send(200, json.dumps({
            "id": "answer", "object": "chat.completion", "model": "soak",
            "choices": [{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}],
            "usage": {"prompt_tokens": 500, "completion_tokens": 50, "total_tokens": 550},
        }).encode())

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server.owner
        fault = server.next()
        if fault is not None:
            return getattr(self, fault)()
        tools = {tool["function"]["name"]: tool for tool in request.get("tools", [])}
        if "submit_report" in tools:
            prompt = "\n".join(str(message.get("content")) for message in request["messages"])
            call = {"name": "submit_report", "arguments": json.dumps(report(prompt))}
            return self.answer({"content": None, "tool_calls": [{"id": "1", "type": "function", "function": call}]}, "tool_calls")
        form = request.get("response_format", {}).get("json_schema", {}).get("schema")
        return self.answer({"content": json.dumps(least(form) if form else {"lessons": []})})

    # The faults.

    def error(self):
        self.send(500, b'{"error": {"message": "the server has failed"}}')

    def limit(self):
        self.send(429, b'{"error": {"message": "too many requests"}}', headers=[("Retry-After", "1")])

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def cut(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"choices": [{"message"')
        self.close_connection = True

    def garbage(self):
        self.send(200, bytes(random.Random(1).randbytes(4_000)))

    def page(self):
        self.send(502, b"<html><body>Bad gateway</body></html>", "text/html")

    def empty(self):
        self.answer({"content": ""})

    def prose(self):
        self.answer({"content": "I would rather talk about the weather."})

    def other(self):
        self.answer({"content": '{"lessons": "many", "themes": 3, "skill": []}'})

    def huge(self):
        self.answer({"content": "a" * (4 << 20)})

    def slow(self):
        self.send_response(200)
        self.send_header("Content-Length", "20")
        self.end_headers()
        for _ in range(20):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.05)

    def hang(self):
        self.server.owner.stopped.wait(HANG)
        self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, address):
        """A client that goes away during a fault is no error of the test."""


class ModelServer:
    """Serves until it is stopped; every request counts, and `share` of them fail, each kind as often as the others."""

    def __init__(self, share, seed):
        self.share, self.choice, self.lock = share, random.Random(f"{seed} model"), threading.Lock()
        self.requests, self.faults, self.stopped = 0, {name: 0 for name in FAULTS}, threading.Event()
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.owner = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def next(self):
        """The fault of the next request, or None for an answer."""
        with self.lock:
            self.requests += 1
            if self.choice.random() >= self.share:
                return None
            fault = self.choice.choice(FAULTS)
            self.faults[fault] += 1
            return fault

    def stop(self):
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()
