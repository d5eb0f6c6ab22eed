import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { once } from "node:events";
import type { KeysForGit } from "../../../src/git/answerGit.js";
import { askWindows } from "../../../src/git/askWindows.js";
import { openSessionChannel, type SessionChannel } from "../../../src/git/sessionChannel.js";
import { newToken, readAnnouncement, readQuestion, readSessionAnswer, writeAnnouncement, writeQuestion, writeSessionAnswer, type Announcement, type Question } from "../../../src/git/sessionMessages.js";
import { Secret } from "../../../src/secret.js";
import { useTemporaryFolder } from "../files/temporaryFolder.js";

const SECRET = "wJalrXUtnFEMI/PlantedSecret";
const session: KeysForGit = {
  keys: { accessKeyId: "ASIA1", secretAccessKey: new Secret(SECRET), sessionToken: new Secret("token"), endsAt: new Date("2030-01-01T00:00:00Z") },
  clockOffsetMs: -1500,
};
const question: Question = { profileName: "work", accessKeyId: "AKIA1" };

describe("The channel between the credential helper and a window", () => {
  const at = useTemporaryFolder();
  const folder = () => at("sessions");
  let open: SessionChannel[] = [];
  afterEach(async () => {
    await Promise.all(open.map((channel) => channel.dispose()));
    open = [];
  });
  async function window(find: (asked: Question) => Promise<KeysForGit | undefined> = ({ profileName }) => Promise.resolve(profileName === "work" ? session : undefined)): Promise<SessionChannel> {
    const channel = await openSessionChannel(folder(), find);
    open.push(channel);
    return channel;
  }
  const files = () => (fs.existsSync(folder()) ? fs.readdirSync(folder()) : []);
  const announcement = (file = files()[0] ?? assert.fail()): Announcement => readAnnouncement(fs.readFileSync(path.join(folder(), file), "utf8")) ?? assert.fail();

  it("gives the session of the profile that is asked for, and only of that", async () => {
    const asked: Question[] = [];
    await window((one) => {
      asked.push(one);
      return Promise.resolve(one.profileName === "work" ? session : undefined);
    });
    const { keys, clockOffsetMs } = (await askWindows(folder(), question)) ?? assert.fail();
    assert.deepEqual([keys.accessKeyId, keys.secretAccessKey.reveal(), keys.sessionToken?.reveal(), keys.endsAt, clockOffsetMs], ["ASIA1", SECRET, "token", session.keys.endsAt, -1500]);
    assert.equal(await askWindows(folder(), { profileName: "other", accessKeyId: undefined }), undefined);
    assert.deepEqual(asked, [question, { profileName: "other", accessKeyId: undefined }]);
  });

  it("is for its owner only: the socket, its folder, the token’s file", async function () {
    if (process.platform === "win32") this.skip();
    await window();
    const { address } = announcement();
    const mode = (file: string) => fs.statSync(file).mode & 0o777;
    assert.deepEqual([mode(address), mode(path.dirname(address)), mode(path.join(folder(), files()[0] ?? "")), mode(folder())], [0o600, 0o700, 0o600, 0o700]);
    assert.ok(Buffer.byteLength(address) <= 100);
  });

  it("is gone with its window, and leaves nothing", async () => {
    const channel = await window();
    const { address } = announcement();
    await channel.dispose();
    assert.deepEqual(files(), []);
    assert.ok(!fs.existsSync(path.dirname(address)) || process.platform === "win32");
    assert.equal(await askWindows(folder(), question), undefined);
  });

  it("finds the window that has the session among several, and passes over one that crashed or hangs", async function () {
    this.timeout(10_000);
    await window(() => Promise.resolve(undefined));
    await window();
    await window(() => Promise.reject(new Error("broken")));
    await window(() => new Promise(() => undefined));
    assert.equal((await askWindows(folder(), question))?.keys.accessKeyId, "ASIA1");
  });

  it("clears away what a crashed window left", async function () {
    if (process.platform === "win32") this.skip();
    const dead = at("dead");
    fs.mkdirSync(dead);
    fs.mkdirSync(folder(), { recursive: true });
    fs.writeFileSync(path.join(dead, "sessions"), "");
    fs.writeFileSync(path.join(folder(), "000000000000001-x.json"), writeAnnouncement({ address: path.join(dead, "sessions"), token: newToken() }));
    fs.writeFileSync(path.join(folder(), "000000000000002-x.json"), "half a fi");
    await window();
    await window();
    assert.equal(files().length, 2);
    assert.ok(!fs.existsSync(dead));
    assert.equal((await askWindows(folder(), question))?.keys.accessKeyId, "ASIA1");
  });

  async function say(address: string, text: string): Promise<string> {
    const socket = net.connect(address);
    let heard = "";
    socket.on("data", (chunk: Buffer) => (heard += chunk.toString()));
    socket.on("error", () => undefined);
    socket.write(text);
    await once(socket, "close");
    return heard;
  }

  it("says nothing to anybody without the token, and does not look for a session", async () => {
    let asked = 0;
    await window(() => {
      asked++;
      return Promise.resolve(session);
    });
    const { address, token } = announcement();
    const right = writeQuestion(question, "1", token);
    const strangers = ["", "\n", "{}\n", "null\n", "[]\n", "GET / HTTP/1.1\n", writeQuestion(question, "1", newToken()), right.replace("work", "else"), right.replace('"1"', '"2"'), right.replace(/"proof":".*"/, '"proof":""'), `${"x".repeat(70_000)}\n`];
    for (const text of strangers) assert.equal(text === "" ? "" : await say(address, text), "", text.slice(0, 80));
    assert.equal(asked, 0);
    assert.match(await say(address, right), /"ASIA1|ASIA1/);
    assert.equal(asked, 1);
  });

  it("believes nobody else at a window’s address", () => {
    const token = newToken();
    const [mine, other] = ["mine", "another"];
    const right = writeSessionAnswer(session, mine, token).reveal();
    assert.equal(readSessionAnswer(right, mine, token)?.keys.accessKeyId, "ASIA1");
    for (const [line, number, key] of [[right, other, token], [right, mine, newToken()], [right.replace("ASIA1", "ASIA2"), mine, token], ["{}", mine, token], ["", mine, token]] as const) {
      assert.equal(readSessionAnswer(line, number, key), undefined);
    }
    // What one side proved cannot be sent back to it.
    const echo = writeQuestion(question, mine, token);
    assert.equal(readSessionAnswer(echo, mine, token), undefined);
    assert.equal(readQuestion(right, token), undefined);
    assert.equal(readSessionAnswer(writeSessionAnswer(undefined, mine, token).reveal(), mine, token), undefined);
  });

  it("never sends the token, nor a profile’s secret in the clear to a stranger at the address", async () => {
    const server = net.createServer();
    const address = process.platform === "win32" ? "\\\\.\\pipe\\my-security-credentials-test" : at("fake");
    server.listen(address);
    await once(server, "listening");
    const token = newToken();
    fs.mkdirSync(folder(), { recursive: true });
    fs.writeFileSync(path.join(folder(), "1.json"), writeAnnouncement({ address, token }));
    const heard = new Promise<string>((resolve) => server.once("connection", (socket) => socket.once("data", (chunk: Buffer) => {
      resolve(chunk.toString());
      socket.end(chunk);
    })));
    assert.equal(await askWindows(folder(), question), undefined);
    assert.ok(!(await heard).includes(token.reveal()));
    server.close();
  });
});
