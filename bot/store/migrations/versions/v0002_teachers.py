"""Where a class meets, who teaches it, and which letter a message of a platform shows."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("classes", sa.Column("class_channel", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("posted", sa.Column("seq", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "staff",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("class_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'teacher')", name=op.f("ck_staff_known_role")),
        sa.PrimaryKeyConstraint("community", "class_id", "person", name=op.f("pk_staff")),
    )
