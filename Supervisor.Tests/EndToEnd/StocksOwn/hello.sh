# One of stock's tests runs a script of this name, which Debian's package leaves out.
for i in 1 2 3 4 5 6 7 8 9; do
    echo "The Øresund bridge ends in Malmö - $i"
    sleep 1
done
