// lib/pq.
package main

import (
	"database/sql"
	"fmt"
	"log"
	"os"

	_ "github.com/lib/pq"
)

func main() {
	// SNIPPET
	if err != nil {
		log.Fatal(err)
	}
	var answer string
	if err := db.QueryRow(os.Getenv("QUERY")).Scan(&answer); err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer)
}
