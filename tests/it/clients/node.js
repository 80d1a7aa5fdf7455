// Counts the certificates in FILE, then connects with node-postgres, which verifies with them.
//
// node.js FILE PORT; NODE_PATH leads to node-postgres.
'use strict'
const { X509Certificate } = require('node:crypto')
const fs = require('node:fs')
const tls = require('node:tls')
const { Client } = require('pg')

const [file, port] = process.argv.slice(2)
const ca = fs.readFileSync(file, 'utf8')
const blocks = ca.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g)
console.log('certificates', blocks.filter((block) => new X509Certificate(block).ca).length)
tls.createSecureContext({ ca })

async function ask() {
  const client = new Client({ host: 'localhost', port, user: 'postgres', database: 'postgres', ssl: { ca } })
  await client.connect()
  const { rows } = await client.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
  await client.end()
  return `encrypted ${rows[0].ssl}`
}

ask().then(console.log, (error) => console.log('refused', error.code))
