// lib/pq: connects to each server that a line of the file names: host, port, root certificates.
package main

import (
	"database/sql"
	"fmt"
	"log"
	"os"
	"strings"

	_ "github.com/lib/pq"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		words := strings.Fields(line)
		target := fmt.Sprintf("host=%s port=%s sslrootcert=%s user=u dbname=d sslmode=verify-full connect_timeout=20", words[0], words[1], words[2])
		db, err := sql.Open("postgres", target)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(line, db.Ping())
		db.Close()
	}
}
