/* Required before the twin, which listens on every interface and cannot be told not to: loopback only, whoever asks. */

const { Server } = require("node:net");

const listen = Server.prototype.listen;

Server.prototype.listen = function (first, ...rest) {
  const options = first !== null && typeof first === "object" ? { ...first } : { port: Number(first) || 0 };
  if ("port" in options) options.host = "127.0.0.1";
  return listen.call(
    this,
    options,
    rest.find((one) => typeof one === "function"),
  );
};
