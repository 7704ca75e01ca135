import assert from "node:assert/strict";
import fc from "fast-check";
import { screenshotInstruction } from "../../../src/prompt/screenshot";
import { visibleTextsRequest, type Picture } from "../../../src/prompt/visibleTexts";
import { readVisibleTexts } from "../../../src/prompt/visibleTextsReply";

const picture: Picture = {
  kind: "image",
  name: "a.png",
  mimeType: "image/png",
  bytes: Uint8Array.from([1, 2, 3, 4]),
};

describe("request for visible texts", () => {
  it("asks a model that knows boxes for texts with boxes, greedily and under a schema", () => {
    const request = visibleTextsRequest(picture, { withBoxes: true, maxTokens: 900 });
    assert.equal(request.sampling, "exact");
    assert.equal(request.maxTokens, 900);
    assert.match(JSON.stringify(request.messages.at(-1)), /image_url.*\[x0, y0, x1, y1\]/);
    assert.match(JSON.stringify(request.jsonSchema), /"box"/);
  });

  it("asks the others for texts alone", () => {
    const request = visibleTextsRequest(picture, { withBoxes: false, maxTokens: 900 });
    assert.deepEqual(request.messages.at(-1)?.content, [
      { type: "image_url", image_url: { url: "data:image/png;base64,AQIDBA==" } },
      { type: "text", text: "List all visible texts as JSON." },
    ]);
    assert.ok(!JSON.stringify(request.jsonSchema).includes("box"));
  });
});

describe("reply with visible texts", () => {
  it("reads texts with boxes", () => {
    assert.deepEqual(readVisibleTexts('{"texts":[{"text":" Log  in","box":[10,20,110,60]}]}'), [
      { text: "Log in", box: [10, 20, 110, 60] },
    ]);
  });

  it("reads texts without boxes", () => {
    assert.deepEqual(readVisibleTexts('{"texts": ["Log in", "Name"]}'), [
      { text: "Log in" },
      { text: "Name" },
    ]);
  });

  it("reads through a code fence and a list without a name", () => {
    assert.deepEqual(readVisibleTexts('```json\n["OK"]\n```'), [{ text: "OK" }]);
  });

  it("keeps the whole entries of an answer that was cut off", () => {
    const cut = '{"texts":[{"text":"Name, [x]","box":[1,2,3,4]},{"text":"Pass';
    assert.deepEqual(readVisibleTexts(cut), [{ text: "Name, [x]", box: [1, 2, 3, 4] }]);
  });

  it("puts corners in order and drops a box without area", () => {
    const answer = '{"texts":[{"text":"a","box":[90,80,10,-5]},{"text":"b","box":[5,5,5,9]}]}';
    assert.deepEqual(readVisibleTexts(answer), [{ text: "a", box: [10, 0, 90, 80] }, { text: "b" }]);
  });

  it("drops empty texts and repetitions in one place", () => {
    assert.deepEqual(readVisibleTexts('{"texts":["OK","","OK"," "]}'), [{ text: "OK" }]);
  });

  it("finds nothing in an answer without a list", () => {
    assert.deepEqual(readVisibleTexts("I see no text."), []);
    assert.deepEqual(readVisibleTexts('{"texts":[]}'), []);
  });

  it("never throws, whatever the model says", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        readVisibleTexts(text);
        readVisibleTexts(`{"texts":[${text}`);
      }),
    );
  });
});

describe("ready-made question about pictures", () => {
  it("explains one, compares two, and leaves more to the person", () => {
    assert.equal(screenshotInstruction(1), "Explain this screenshot.");
    assert.match(screenshotInstruction(2) ?? "", /before.*after/);
    assert.equal(screenshotInstruction(3), undefined);
  });
});
