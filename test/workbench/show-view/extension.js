// An extension is CommonJS.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { commands } = require("vscode");

/** Does for the newcomer what a click on the activity bar does, so that the product need not know of `npm start`. */
exports.activate = () => commands.executeCommand("mySecurityCredentials.credentials.focus");
