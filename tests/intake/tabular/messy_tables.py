"""Thirty tables in five languages as people keep them, with what each column and each row says.

``roles`` are the roles of the columns in order; ``-`` is a column that no role fits. ``states`` are those of the rows,
if the table has some. ``refused`` is a part of the error, or of the note about a row or a column, where one is due.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Messy:
    """One table: its language, its text, and what is right."""

    language: str
    text: str
    roles: str = ""
    states: str = ""
    refused: str = ""
    encoding: str = "utf-8"


TABLES = (
    Messy("en", "Key ID,Label,Owned By,Created\nk1,ci,dev@corp.example,2021-02-03\nk2,cd,ops@corp.example,2021-02-04\n",
          "id name owner created"),
    Messy("en", "Key,Managed by,Disabled\nci,dev,yes\ncd,ops,no\n", "name owner state", "suspended active"),
    Messy("en", "Credentials of 2023\n"
          "\nCredential;Belongs to;Enabled?;Last seen\nci;dev;N;2023-01-02\ncd;ops;Y;never\n",
          "name owner state last_used", "suspended active"),
    Messy("en", "key_id|purpose|Point of contact|valid_thru\nk1|deploy|dev|2030-01-01\nk2|build|ops|2031-01-01\n",
          "id note owner expires"),
    Messy("en", "Identifier,Blocked on,Assigned to\nk1,2023-04-05,dev\nk2,,ops\n", "id state owner",
          "deactivated active"),
    Messy("en", "Access Key,In charge,Condition\nAKIAIOSFODNN7EXAMPLE,dev,active\nAKIAI44QH7DHBEXAMPLE,ops,inactive\n",
          "id owner state", "active suspended"),
    Messy("en", "Colour,Size,Owner\nred,1,dev\nblue,2,ops\n", refused="--map id=TITLE"),
    Messy("en", "Name,Created\na,03/04/2021\nb,05/06/2021\n", "name created", refused="created"),
    Messy("en", "Name,Status\na,mothballed\nb,active\n", "name state", "active active", "is not known"),
    Messy("en", "Name,Frobnicated,Owner\na,2021-02-03,dev\nb,2021-02-05,ops\n", "name - owner", refused="=Frobnicated"),
    Messy("de", "Schlüssel-ID;Bezeichnung;Besitzer;Erstellt am;Läuft ab am;Status\n"
          "k1;ci;dev;03.04.2021;31.12.2030;aktiv\n"
          "k2;cd;ops;04.04.2021;31.12.2030;gesperrt\n", "id name owner created expires state", "active suspended"),
    Messy("de", "Kennung;Verantwortlich;Angelegt am;Zuletzt verwendet;Gültig bis;Zustand\n"
          "k1;dev;03.04.2021;nie;31.12.2030;widerrufen\nk2;ops;04.04.2021;05.05.2023;unbegrenzt;in Benutzung\n",
          "id owner created last_used expires state", "deactivated active", encoding="cp1252"),
    Messy("de", "Token-Name;Ansprechpartner;Ablaufdatum;Berechtigungen;Aktiv\nci;dev;31.12.2030;lesen, schreiben;ja\n"
          "cd;ops;31.12.2030;lesen;nein\n", "name owner expires powers state", "active suspended"),
    Messy("de", "Name;Gesperrt;Abteilung\nci;ja;Einkauf\ncd;nein;Vertrieb\n", "name state owner", "suspended active"),
    Messy("de", "Benutzerkonto;Kennwort;Letzte Änderung;Zuständig\nsvc-a;Sommer2023!;03.04.2021;dev\n"
          "svc-b;Winter2023!;04.04.2021;ops\n", "principal value rotated owner"),
    Messy("de", "Zertifikat;Seriennummer;Gültig ab;Gültig bis;Dienstleister\nweb;0A:1B;01.01.2023;01.01.2030;Acme\n"
          "mail;0A:1C;01.01.2023;01.01.2030;Acme\n", "name id created expires holder"),
    Messy("de", "Schluessel;Eigentuemer;Rotiert am;Bemerkung;Deaktiviert\n"
          "ci;dev;01.02.2023;Bau;x\ncd;ops;02.02.2023;;\n",
          "name owner rotated note state", "suspended active"),
    Messy("fr", "Identifiant;Nom;Propriétaire;Créé le;Expire le;Dernière utilisation;Statut\n"
          "k1;ci;dev;2021-02-03;2030-01-01;jamais;désactivé\nk2;cd;ops;2021-02-04;2030-01-01;2023-02-03;actif\n",
          "id name owner created expires last_used state", "suspended active"),
    Messy("fr", "Clé;Responsable;Date de création;Date d'expiration;État\nci;dev;2021-02-03;2030-01-01;révoquée\n"
          "cd;ops;2021-02-04;2030-01-01;active\n", "name owner created expires state", "deactivated active",
          encoding="utf-16"),
    Messy("fr", "Compte;Mot de passe;Équipe;Droits\n"
          "svc-a;Bonjour23!;dev;lecture\nsvc-b;Bonsoir23!;ops;lecture, écriture\n",
          "principal value owner powers"),
    Messy("fr", "Jeton,Fournisseur,Activé\nci,Acme,oui\ncd,Beta,non\n", "name holder state", "active suspended"),
    Messy("fr", "Libellé;Actif;Échéance;Modifié le\nci;VRAI;2030-01-01;2022-01-01\ncd;FAUX;2030-01-01;2022-01-02\n",
          "name state expires -", "active suspended", "=Modifié le"),
    Messy("es", "Nombre;Propietario;Creado;Caduca;Último uso;Estado\nci;dev;2021-02-03;2030-01-01;nunca;revocado\n"
          "cd;ops;2021-02-04;2030-01-01;2023-02-03;bloqueado\n", "name owner created expires last_used state",
          "deactivated suspended"),
    Messy("es", "ID de clave;Responsable;Fecha de creación;Fecha de caducidad;Permisos;Activa\n"
          "k1;dev;2021-02-03;2030-01-01;leer;sí\nk2;ops;2021-02-04;2030-01-01;leer, escribir;no\n",
          "id owner created expires powers state", "active suspended"),
    Messy("es", "Cuenta;Contraseña;Equipo;Vence\nsvc-a;Verano23!;dev;2030-01-01\nsvc-b;Otono23!;ops;2030-01-01\n",
          "principal value owner expires"),
    Messy("es", "Clave;Proveedor;Situación\nci;Acme;vencida\ncd;Beta;vigente\n", "name holder state",
          "deactivated active"),
    Messy("it", "Nome;Proprietario;Creato il;Scade il;Ultimo utilizzo;Stato\n"
          "ci;dev;2021-02-03;2030-01-01;mai;disattivato\n"
          "cd;ops;2021-02-04;2030-01-01;2023-02-03;attivo\n", "name owner created expires last_used state",
          "suspended active"),
    Messy("it", "Chiave;Responsabile;Data di creazione;Scadenza;Attivo\nci;dev;2021-02-03;2030-01-01;no\n"
          "cd;ops;2021-02-04;2030-01-01;sì\n", "name owner created expires state", "suspended active"),
    Messy("it", "Account;Parola d'ordine;Reparto;Bloccato\nsvc-a;Estate23!;dev;sì\nsvc-b;Inverno23!;ops;no\n",
          "principal value owner state", "suspended active"),
    Messy("it", "Codice;Persona\nAKIAIOSFODNN7EXAMPLE;dev@corp.example\nAKIAI44QH7DHBEXAMPLE;ops@corp.example\n",
          "id -", refused="=Persona"),
)  # fmt: skip
