// What Node reads in the snippets of the file that is named: host, user, database, path.
const fs = require('node:fs')

let options
const record = function (given) {
  options = given
}
const modules = {
  'node:fs': { readFileSync: (path) => path },
  pg: { Client: record },
  postgres: record,
  '@prisma/adapter-pg': { PrismaPg: record },
  '@prisma/client': { PrismaClient: function () {} },
}
const snippets = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
const read = snippets.map(([client, snippet]) => {
  new Function('require', snippet)((name) => modules[name])
  if (options.port !== 6543) throw new Error(`port ${options.port}`)
  if (client === 'postgres-js' && options.ssl.host !== options.host) throw new Error('another host')
  return [options.host, options.user, options.database, options.ssl.ca]
})
console.log(JSON.stringify(read))
