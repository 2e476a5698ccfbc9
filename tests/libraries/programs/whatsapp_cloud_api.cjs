// whatsapp-cloud-api in an Express application of one's own.
const { createRequire } = require("node:module");
const installed = createRequire(`${process.argv[2]}/package.json`);
const { createBot } = installed("whatsapp-cloud-api");
const express = installed("express");

const bot = createBot("106540352242922", "t");
bot.on("message", (message) => console.log(`EVENT ${message.data.text}`));
const app = express();
bot.startExpressServer({ app, webhookPath: "/" }).then(() => {
  const server = app.listen(0, "127.0.0.1", () => console.log(`PORT ${server.address().port}`));
});
