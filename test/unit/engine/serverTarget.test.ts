import assert from "node:assert/strict";
import { hostOf, isPrivateWay, parseServerUrl } from "../../../src/engine/remote/serverTarget";
import { Failure } from "../../../src/protocol/failure";

const problemOf = (text: string): string | undefined => {
  try {
    parseServerUrl(text);
  } catch (error) {
    if (error instanceof Failure && error.reason.kind === "serverNotSet") return error.reason.problem;
    throw error;
  }
  return undefined;
};

describe("address of a server", () => {
  it("is taken with and without /v1 and slashes", () => {
    for (const text of [
      "https://gpu.example.com",
      "https://gpu.example.com/",
      "https://gpu.example.com/v1/",
    ]) {
      assert.equal(parseServerUrl(text), "https://gpu.example.com");
    }
    assert.equal(parseServerUrl("http://10.0.0.7:8000/llm/v1"), "http://10.0.0.7:8000/llm");
  });

  it("is refused when it is none, or carries a password", () => {
    assert.equal(problemOf(""), "empty");
    assert.equal(problemOf("gpu.example.com"), "notAUrl");
    assert.equal(problemOf("file:///etc/passwd"), "notAUrl");
    assert.equal(problemOf("https://me:secret@gpu.example.com"), "withCredentials");
  });

  it("says who can read along", () => {
    assert.ok(isPrivateWay("https://gpu.example.com"));
    assert.ok(isPrivateWay("http://127.0.0.1:8000") && isPrivateWay("http://[::1]:8000"));
    assert.ok(!isPrivateWay("http://gpu.example.com") && !isPrivateWay("http://127.0.0.1.example.com"));
    assert.equal(hostOf("https://gpu.example.com:8443/x"), "gpu.example.com:8443");
  });
});
