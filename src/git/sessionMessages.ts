import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { Secret } from "../secret.js";
import type { KeysForGit } from "./answerGit.js";

/**
 * What is said on the channel between the credential helper and a window: one line of JSON there and one back, each with
 * a proof that whoever wrote it knows the token. The token itself is never sent: what listens at the address of a window that
 * is gone learns nothing, and cannot make Git sign in with somebody else's keys.
 */
export interface Question {
  readonly profileName: string;
  /** The profile's own key, if the files hold it: a session that another key opened is not this profile's any more. */
  readonly accessKeyId: string | undefined;
}

/** A window that can be asked: what its file in the channel's folder holds. */
export interface Announcement {
  /** The path of a socket, or the name of a pipe. */
  readonly address: string;
  readonly token: Secret;
}

/** The two directions, so that what one side proved cannot be sent back to it. */
type Direction = "question" | "answer";

export const LONGEST_MESSAGE = 65_536;

export function newToken(): Secret {
  return new Secret(randomBytes(32).toString("base64"));
}

/** A question is asked once: its answer repeats its number. */
export function newNumber(): string {
  return randomBytes(16).toString("base64");
}

export function writeAnnouncement({ address, token }: Announcement): string {
  return `${JSON.stringify({ address, token: token.reveal() })}\n`;
}

/** `undefined` for what is none, as a file that is just being written. */
export function readAnnouncement(text: string): Announcement | undefined {
  const { address, token } = fieldsOf(text);
  return typeof address === "string" && typeof token === "string" && token !== "" ? { address, token: new Secret(token) } : undefined;
}

export function writeQuestion(question: Question, number: string, token: Secret): string {
  return seal("question", number, JSON.stringify(question), token);
}

/** @returns `undefined` if whoever asks does not know the token */
export function readQuestion(line: string, token: Secret): { readonly question: Question; readonly number: string } | undefined {
  const { number } = fieldsOf(line);
  if (typeof number !== "string") return undefined;
  const body = open("question", number, line, token);
  if (body === undefined) return undefined;
  const { profileName, accessKeyId } = fieldsOf(body);
  if (typeof profileName !== "string") return undefined;
  return { question: { profileName, accessKeyId: typeof accessKeyId === "string" ? accessKeyId : undefined }, number };
}

/** @param answer `undefined`: the window has no session for this profile */
export function writeSessionAnswer(answer: KeysForGit | undefined, number: string, token: Secret): Secret {
  const keys = answer?.keys;
  const body = {
    clockOffsetMs: answer?.clockOffsetMs,
    accessKeyId: keys?.accessKeyId,
    secretAccessKey: keys?.secretAccessKey.reveal(),
    sessionToken: keys?.sessionToken?.reveal(),
    endsAt: keys?.endsAt?.getTime(),
  };
  return new Secret(seal("answer", number, JSON.stringify(body), token));
}

/** @returns `undefined` if there is no session, or the answer is not the window's own */
export function readSessionAnswer(line: string, number: string, token: Secret): KeysForGit | undefined {
  const body = open("answer", number, line, token);
  if (body === undefined) return undefined;
  const { accessKeyId, secretAccessKey, sessionToken, endsAt, clockOffsetMs } = fieldsOf(body);
  if (typeof accessKeyId !== "string" || typeof secretAccessKey !== "string") return undefined;
  return {
    keys: {
      accessKeyId,
      secretAccessKey: new Secret(secretAccessKey),
      sessionToken: typeof sessionToken === "string" ? new Secret(sessionToken) : undefined,
      endsAt: typeof endsAt === "number" ? new Date(endsAt) : undefined,
    },
    clockOffsetMs: typeof clockOffsetMs === "number" ? clockOffsetMs : undefined,
  };
}

function seal(direction: Direction, number: string, body: string, token: Secret): string {
  return `${JSON.stringify({ number, body, proof: prove(direction, number, body, token).toString("base64") })}\n`;
}

function open(direction: Direction, number: string, line: string, token: Secret): string | undefined {
  const { body, proof } = fieldsOf(line);
  if (typeof body !== "string" || typeof proof !== "string") return undefined;
  const [expected, given] = [prove(direction, number, body, token), Buffer.from(proof, "base64")];
  return given.length === expected.length && timingSafeEqual(given, expected) ? body : undefined;
}

function prove(direction: Direction, number: string, body: string, token: Secret): Buffer {
  return createHmac("sha256", token.reveal()).update(JSON.stringify([direction, number, body])).digest();
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
