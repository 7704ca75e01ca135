import assert from "node:assert/strict";
import { soundPlayers } from "../../../src/voice/soundPlayers";

describe("sound players", () => {
  it("are programs of the system, which get the file and no window", () => {
    assert.deepEqual(soundPlayers("darwin", "/a b/x.wav"), [{ program: "afplay", args: ["/a b/x.wav"] }]);
    assert.deepEqual(
      soundPlayers("linux", "/x.wav").map(({ program }) => program),
      ["pw-play", "paplay", "aplay"],
    );
  });

  it("read a path with a quote as a path", () => {
    const [player] = soundPlayers("win32", "C:\\it's\\x.wav");
    assert.equal(player?.args.at(-1), "(New-Object Media.SoundPlayer 'C:\\it''s\\x.wav').PlaySync()");
  });
});
