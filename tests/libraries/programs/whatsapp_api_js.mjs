// whatsapp-api-js behind node:http, as its documentation shows it.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.argv[2]}/package.json`);
const { WhatsAppAPI } = await import(pathToFileURL(require.resolve("whatsapp-api-js/middleware/node-http")));
const api = new WhatsAppAPI({ token: "t", appSecret: process.argv[3], v: "v24.0" });
api.on.message = ({ message }) => {
  console.log(`EVENT ${message.text.body}`);
  if (message.text.body.includes("fails")) throw new Error("what a handler of one's own may throw");
};
api.on.status = ({ id, status }) => console.log(`EVENT ${status} ${id}`);
const server = createServer(async (request, response) => {
  response.statusCode = await api.handle_post(request);
  response.end();
});
server.listen(0, "127.0.0.1", () => console.log(`PORT ${server.address().port}`));
