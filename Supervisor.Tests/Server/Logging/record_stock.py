"""Records what Python Supervisor's own code does, for the tests beside this file.

    PYTHONPATH=<where supervisor is> python3 record_stock.py > stock.json
"""
import hashlib, json, os, random, sys, tempfile, warnings

warnings.simplefilter('ignore')
from supervisor import loggers, options
from supervisor.dispatchers import stripEscapes


def tail_cells():
    cells = []
    for size in (0, 1, 7, 50):
        content = bytes(range(size))
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            offsets = sorted({-100, -size - 1, -size, -7, -1, 0, 1, 3, size - 1, size, size + 1, 1000})
            lengths = sorted({-100, -1, 0, 1, 3, 7, size - 1, size, size + 1, 1000})
            for offset in offsets:
                for length in lengths:
                    try:
                        read = options.readFile(file.name, offset, length).hex()
                    except ValueError as why:
                        read = why.args[0]
                    text, end, overflow = options.tailFile(file.name, offset, length)
                    cells.append([size, offset, length, read, text.encode().hex(), end, overflow])
    return cells


def rotation_cells():
    cells = []
    for number, (max_bytes, backups, existing) in enumerate(
            [(100, 3, 0), (100, 0, 0), (100, 1, 0), (1, 2, 0), (1000, 10, 0), (0, 3, 0), (100, 3, 250), (100, 2, 99), (64, 5, 64)]):
        source = random.Random(number)
        sizes = [source.choice((1, 7, 30, 99, 100, 101, 250, 5000)) for _ in range(40)]
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, 'log')
            if existing:
                with open(name, 'wb') as file:
                    file.write(b'x' * existing)
            logger = loggers.getLogger()
            loggers.handle_file(logger, name, '%(message)s', rotating=bool(max_bytes), maxbytes=max_bytes, backups=backups)
            for index, size in enumerate(sizes):
                logger.info(bytes([97 + index % 26]) * size)
            logger.close()
            files = {}
            for entry in sorted(os.listdir(folder)):
                with open(os.path.join(folder, entry), 'rb') as file:
                    content = file.read()
                files[entry] = [len(content), hashlib.sha256(content).hexdigest()]
        cells.append({'maxBytes': max_bytes, 'backups': backups, 'existing': existing, 'sizes': sizes, 'files': files})
    return cells


def escape_cells():
    source = random.Random(5)
    pieces = [b'\x1b[', b'\x1b', b'[', b'31m', b'm', b'plain', b'0;1', b'H', b'z', b'\x1b]0;t\x07', b'\n', b'\xff']
    return [(text.hex(), stripEscapes(text).hex())
            for text in (b''.join(source.choice(pieces) for _ in range(source.randrange(12))) for _ in range(300))]


json.dump({'tail': tail_cells(), 'rotation': rotation_cells(), 'escapes': escape_cells()}, sys.stdout, indent=None, separators=(',', ':'))
sys.stdout.write('\n')
