import type { SsoToken } from "../account.js";
import { plusSeconds } from "../clock.js";
import { loginCacheFile, newLogin } from "../portal/login.js";
import { newSsoToken, registeredClient } from "../portal/ssoToken.js";
import type { World } from "../world.js";
import { BadControl, flagOf, onlyKnown, optionalNumber, textOf, type Body } from "./body.js";

const hours = (count: number) => count * 3600;

/** The content of a file in `~/.aws/sso/cache`, as `aws sso login` writes it, with the names that every SDK reads. */
function ssoCacheFile(world: World, token: SsoToken) {
  return {
    startUrl: "https://acme-dev.awsapps.com/start",
    region: "us-east-1",
    accessToken: token.accessToken,
    expiresAt: token.expiresAt.toISOString(),
    refreshToken: token.refreshToken,
    ...registeredClient,
    registrationExpiresAt: plusSeconds(world.clock.now(), hours(24 * 90)).toISOString(),
  };
}

/** Someone signs in to IAM Identity Center in a browser; with a negative number of seconds, some time ago. */
function mintSsoToken(world: World, body: Body) {
  onlyKnown(body, "seconds");
  const token = newSsoToken(world.account, plusSeconds(world.clock.now(), optionalNumber(body, "seconds") ?? hours(8)));
  return ssoCacheFile(world, token);
}

function showSsoTokens(world: World) {
  return { tokens: world.account.ssoTokens.map((token) => ssoCacheFile(world, token)) };
}

/** Someone runs `aws login`, now or, when `expired`, so long ago that a refresh is due. */
function mintLogin(world: World, body: Body) {
  onlyKnown(body, "user", "mfa", "expired");
  const name = textOf(body, "user", "alice");
  const user = world.account.users.find((candidate) => candidate.name === name);
  if (!user) throw new BadControl(`There is no user "${name}".`);
  const { login, privateKey } = newLogin(world.account, user, { mfa: flagOf(body, "mfa", true) });
  return loginCacheFile(world, login, privateKey, { expired: flagOf(body, "expired", false) });
}

/** Sign-ins that happen in a browser. */
export const tokenRoutes = {
  "POST ssoToken": mintSsoToken,
  "GET ssoToken": showSsoTokens,
  "POST loginToken": mintLogin,
};
