// @builderbot/provider-meta: its own routes and queue, without the call to Meta at the start.
const { createRequire } = require("node:module");
const { createServer } = require("node:http");
const installed = createRequire(`${process.argv[2]}/package.json`);
const { MetaProvider } = installed("@builderbot/provider-meta");

const provider = new MetaProvider({ jwtToken: "t", numberId: "1", verifyToken: "v", version: "v24.0" });
provider.server = provider.buildHTTPServer();
provider.initVendor().then((vendor) => {
  vendor.on("message", (message) => console.log(`EVENT ${message.body}`));
  const server = createServer(provider.server.handler);
  server.listen(0, "127.0.0.1", () => console.log(`PORT ${server.address().port}`));
});
