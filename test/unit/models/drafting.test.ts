import assert from "node:assert/strict";
import { isWorthDrafting } from "../../../src/engine/models/drafting";

describe("drafting", () => {
  it("is kept where it clearly wins", () => {
    assert.equal(isWorthDrafting(10, 20), true);
    assert.equal(isWorthDrafting(10, 11), false);
    assert.equal(isWorthDrafting(10, 4), false);
  });

  it("is not kept on a guess", () => {
    assert.equal(isWorthDrafting(undefined, 20), false);
    assert.equal(isWorthDrafting(10, undefined), false);
  });
});
