# Carta: the commands people use. `make help` lists them.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
UV_COMPILE := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# Installed once per content of the lock files, however old their dates look after a checkout.
RUN_LOCK := $(shell cat requirements.txt | sha256sum | cut -c 1-16)
DEV_LOCK := $(shell cat requirements.txt requirements-dev.txt | sha256sum | cut -c 1-16)
RUN_STAMP := $(VENV)/installed-$(RUN_LOCK)
DEV_STAMP := $(VENV)/installed-dev-$(DEV_LOCK)

TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/test
TEST_REDIS_URL ?= redis://127.0.0.1:6379/9
# loadfile: what a module prepares once for all its tests is prepared in one worker only.
PYTEST := $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder
TORTURE := $(PY) -m pytest -q --capture=sys -p no:logging -o python_files='torture_*.py' -o python_functions='torture_*' \
	$(if $(ONLY),-k "$(ONLY)") tests/torture
# The suite proper runs without the servers that the environment may name.
ALONE := env -u DATABASE_URL -u REDIS_URL
EVERYTHING_ALONE := not browser and not postgresql and not redis

.DEFAULT_GOAL := help
.PHONY: help run install install-dev test test-all test-sqlite test-postgresql test-redis \
	test-browser torture bench lint format backup restore rehearse lock wheel check-python

help: ## Lista estas órdenes
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort \
		| awk 'BEGIN {FS = ":.*## "} {printf "  make %-16s %s\n", $$1, $$2}'

check-python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
		echo "Falta Python: instale Python 3.11 o posterior (Debian: sudo apt install python3 python3-venv)." >&2; \
		exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Se necesita Python 3.11 o posterior; $(PYTHON) es $$($(PYTHON) --version 2>&1)." >&2; \
		exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Falta el módulo venv de Python (Debian: sudo apt install python3-venv)." >&2; \
		exit 1; }

$(PY): | check-python
	@echo "Creando el entorno de Python en $(VENV)…"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUN_STAMP): | $(PY)
	@echo "Instalando los paquetes fijados en requirements.txt…"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@rm -f $(VENV)/installed-* && touch $@

$(DEV_STAMP): | $(PY)
	@echo "Instalando los paquetes de requirements.txt y requirements-dev.txt…"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements.txt -r requirements-dev.txt
	@rm -f $(VENV)/installed-* && touch $@ $(RUN_STAMP)

install: $(RUN_STAMP)
install-dev: $(DEV_STAMP)

run: $(RUN_STAMP) ## Prepara todo y sirve el sitio en http://127.0.0.1:PORT (8000 si no se indica)
	@exec env PORT=$(PORT) $(PY) manage.py serve

test: $(DEV_STAMP) ## Pruebas que no necesitan navegador ni servidores de base de datos
	$(ALONE) $(PYTEST) -m "$(EVERYTHING_ALONE)"
	@echo
	@echo "Quedaron fuera (make test-all las incluye):"
	@echo "  - las pruebas con PostgreSQL y con Redis: necesitan esos servidores;"
	@echo "  - las pruebas de navegador: necesitan Chromium."

test-all: test-sqlite test-postgresql test-redis test-browser ## Todas: SQLite, PostgreSQL, Redis y navegador

test-sqlite: $(DEV_STAMP)
	@echo "== Pruebas con SQLite"
	$(ALONE) $(PYTEST) -m "$(EVERYTHING_ALONE)"

test-postgresql: $(DEV_STAMP) ## Las pruebas con PostgreSQL (TEST_DATABASE_URL)
	@echo "== Pruebas con PostgreSQL (las que preguntan a la base de datos)"
	@env -u REDIS_URL DATABASE_URL="$(TEST_DATABASE_URL)" $(PYTEST) -m "not browser and not redis" \
		--ignore tests/architecture

test-redis: $(DEV_STAMP) ## Las pruebas con Redis (TEST_REDIS_URL)
	@echo "== Pruebas con Redis"
	@env -u DATABASE_URL REDIS_URL="$(TEST_REDIS_URL)" $(PY) -m pytest -m redis

test-browser: $(DEV_STAMP) ## Las pruebas de navegador, con Chromium
	@echo "== Pruebas de navegador"
	$(ALONE) $(PYTEST) -m browser

torture: $(DEV_STAMP) ## Horas de rondas: aislamiento, decisiones simultáneas, caídas (CARTA_TORTURE_ROUNDS=5 para ver)
	@echo "== Con SQLite"
	$(ALONE) $(TORTURE)
	@echo "== Con PostgreSQL (TEST_DATABASE_URL)"
	@env -u REDIS_URL DATABASE_URL="$(TEST_DATABASE_URL)" $(TORTURE)

bench: $(DEV_STAMP) ## Lo que cuesta trabajar con 50 000 páginas, en proporciones (SCALE=0.1 para ver; STRICT=1)
	@echo "== PostgreSQL con cola de tareas (TEST_DATABASE_URL): lo prometido"
	@env -u REDIS_URL DATABASE_URL="$(TEST_DATABASE_URL)" $(PY) -m bench $(if $(STRICT),--strict)
	@echo "== SQLite, como viene en una sola máquina: para ver"
	@$(ALONE) $(PY) -m bench

lint: $(DEV_STAMP) ## Estilo, tipos, plantillas, capas, migraciones y arquitectura
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint --check --lint templates cms entities workflows carta_pages agreements reports
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(ALONE) DJANGO_SETTINGS_MODULE=cms.settings.test $(PY) manage.py makemigrations --check --dry-run
	$(ALONE) $(PY) -m pytest -q tests/architecture -m "not slow"

format: $(DEV_STAMP) ## Da formato al código y a las plantillas
	$(PY) -m ruff check --fix --quiet .
	$(PY) -m ruff format .
	-$(PY) -m djlint --quiet --reformat templates cms entities workflows carta_pages agreements reports

backup: $(RUN_STAMP) ## Respalda base de datos y archivos en var/respaldos
	@$(PY) manage.py backup

restore: $(RUN_STAMP) ## Restaura un respaldo: make restore FROM=var/respaldos/….tar.gz
	@test -n "$(FROM)" || { echo "Indique el respaldo: make restore FROM=var/respaldos/….tar.gz" >&2; exit 2; }
	@$(PY) manage.py restore "$(FROM)" $(if $(YES),--yes)

rehearse: $(RUN_STAMP) ## Ensaya un respaldo sin tocar nada (FROM=… para uno ya hecho)
	@$(PY) manage.py rehearse_backup $(if $(FROM),"$(FROM)")

lock: $(DEV_STAMP) ## Vuelve a fijar las versiones de requirements*.in
	$(UV_COMPILE) requirements.in -o requirements.txt
	$(UV_COMPILE) requirements-dev.in -o requirements-dev.txt

wheel: $(DEV_STAMP) ## Construye el paquete de las aplicaciones en dist/
	$(PY) -m build --wheel --no-isolation
