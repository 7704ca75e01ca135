import assert from "node:assert/strict";
import * as vscode from "vscode";
import { UserError } from "../../src/host/userError";
import { writeChosenFile } from "../../src/host/writeChosenFile";
import { fileUri } from "./support";

describe("a file that a person has chosen", () => {
  it("is written, or the person is told that it cannot be", async () => {
    await writeChosenFile(fileUri("chosen.wav"), Buffer.from("RIFF"));
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(fileUri("chosen.wav"))).toString(), "RIFF");
    // Where a file stands, there is no folder.
    await assert.rejects(writeChosenFile(fileUri("chosen.wav/in.wav"), Buffer.from("RIFF")), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.message, "in.wav cannot be written there. Choose another folder.");
      return true;
    });
  });
});
