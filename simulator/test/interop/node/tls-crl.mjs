// node tls-crl.mjs CA.pem CRL.pem LEAF.pem KEY.pem: a TLS server of Node that checks its client's certificate against
// the list. Prints `authorized`, or the code of the error.
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:tls';

const [ca, crls, cert, key] = process.argv.slice(2).map((file) => readFileSync(file));
// The client does not mind who the server is: the server's certificate is of no matter here.
const server = createServer(
  {
    ca: [ca],
    crl: String(crls)
      .split(/(?<=-----END X509 CRL-----\n)/)
      .filter(Boolean),
    cert,
    key,
    requestCert: true,
    rejectUnauthorized: false,
  },
  (socket) => {
    process.stdout.write(`${socket.authorized ? 'authorized' : socket.authorizationError}\n`);
    socket.destroy();
    server.close();
  },
);
server.listen(0, '127.0.0.1', () => {
  const client = connect({ port: server.address().port, cert, key, rejectUnauthorized: false });
  client.on('error', () => {});
});
