/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs and proofs as texts that fit into a step and its line of the journal.
 */
#include "model/step-value.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define WORD '\x1f'
#define ARGV '\x1e'

static int add_text(char value[STEP_VALUE], const char *text, size_t n, struct err *err)
{
	size_t len = strlen(value);

	if (len + n >= STEP_VALUE)
		return err_set(err, E2BIG, "the command is too long for a step: %.60s...", value);
	memcpy(value + len, text, n);
	value[len + n] = '\0';
	return 0;
}

int step_add_argv(char value[STEP_VALUE], const char *const argv[], struct err *err)
{
	const char between[] = { ARGV, WORD };
	int r = value[0] ? add_text(value, &between[0], 1, err) : 0;

	for (size_t i = 0; r == 0 && argv[i]; i++) {
		if (strpbrk(argv[i], "\x1e\x1f"))
			return err_set(err, EINVAL, "a word of a command has control characters");
		if (i > 0)
			r = add_text(value, &between[1], 1, err);
		if (r == 0)
			r = add_text(value, argv[i], strlen(argv[i]), err);
	}
	return r;
}

void step_argv_done(struct step_argv *argv)
{
	free(argv->text);
	free(argv->v);
	*argv = (struct step_argv) { 0 };
}

static int split(struct step_argv *argv)
{
	size_t n = 0;

	for (char *rest = argv->text, *word; (word = strsep(&rest, "\x1f"));) {
		char **slot = mem_append(&argv->v, &n, sizeof(*slot));

		if (!slot)
			return -ENOMEM;
		*slot = word;
	}
	/* The NULL at the end. */
	return mem_append(&argv->v, &n, sizeof(*argv->v)) ? 0 : -ENOMEM;
}

int step_get_argv(const char *value, unsigned nth, struct step_argv *ret, struct err *err)
{
	_cleanup_(step_argv_done) struct step_argv argv = { 0 };
	const char *start = value;

	for (; nth > 0 && start; nth--) {
		start = strchr(start, ARGV);
		start = start ? start + 1 : NULL;
	}
	if (start && start[0] && start[0] != ARGV) {
		argv.text = str_from_bytes(start, strcspn(start, "\x1e"));
		if (!argv.text || split(&argv) < 0)
			return err_oom(err);
	}
	*ret = argv;
	argv = (struct step_argv) { 0 };
	return 0;
}

static const char *const kinds[] = {
	[EDIT_PROOF_GRUB] = "grub",
	[EDIT_PROOF_BLS] = "bls",
	[EDIT_PROOF_LIMINE] = "limine",
	[EDIT_PROOF_UKI] = "uki",
	[EDIT_PROOF_TEXT] = "text",
	[EDIT_PROOF_REFIND] = "refind",
};

int step_set_proof(char value[STEP_VALUE], const struct edit_proof *proof, struct err *err)
{
	int n = snprintf(value, STEP_VALUE, "%s:%s:%s", kinds[proof->kind],
		proof->absent ? "absent" : "present", proof->token);

	if (n < 0 || n >= STEP_VALUE)
		return err_set(
			err, E2BIG, "the parameter is too long for a step: %.60s...", proof->token);
	return 0;
}

static bool starts(const char **value, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*value, word, n) != 0 || (*value)[n] != ':')
		return false;
	*value += n + 1;
	return true;
}

int step_get_proof(const char *value, struct edit_proof *ret, struct err *err)
{
	struct edit_proof proof = { 0 };
	const char *at = value;
	size_t i = 0;

	while (i < ARRAY_SIZE(kinds) && !starts(&at, kinds[i]))
		i++;
	proof.absent = starts(&at, "absent");
	if (i == ARRAY_SIZE(kinds) || (!proof.absent && !starts(&at, "present")) || !at[0])
		return err_set(err, EINVAL, "'%.60s' says no proof", value);
	proof.kind = (enum edit_proof_kind)i;
	proof.token = at;
	*ret = proof;
	return 0;
}
