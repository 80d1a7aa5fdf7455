# psqlodbc with the odbc.ini that is named, through unixODBC's own program.
export ODBCINI=$1
# isql's code is 0 whatever the query says, so its answer decides.
answer=$(echo "$QUERY" | isql -b -v YOUR_NAME 2>&1)
case $answer in
*"| encrypted"*) echo encrypted ;;
*) echo "$answer" >&2; exit 1 ;;
esac
